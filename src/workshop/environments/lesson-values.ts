/** Values for the placeholders of the texts: what a participant would have put there. */
export interface LessonValues {
  /** Image of the awsme sample application (`<REPLACE_WITH_YOUR_OWN_IMAGE>`). */
  readonly awsmeImage: string;
  /** Address of the db Pod in awsme's first stage (`<REPLACE_WITH_MYSQL_IP>`). */
  readonly awsmeMysqlIp: string;
  /** Address of the backend Pod in awsme's first stage (`<REPLACE_WITH_BACKEND_IP>`). */
  readonly awsmeBackendIp: string;
  /** Docker Hub account of dockercoins (`$USERNAME`). */
  readonly dockerHubUser: string;
  /** Account of the homework's participant, in names, labels and the image (`jstubbs`). */
  readonly homeworkUser: string;
  /** Account that holds the hello-flask image. */
  readonly helloFlaskAccount: string;
}
