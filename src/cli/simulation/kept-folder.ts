/** Folder for what the simulator keeps, where the command is given. */
export const KEPT_FOLDER = '.workshop';
