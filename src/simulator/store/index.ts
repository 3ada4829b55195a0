/** The store: etcd's role. */
export { StoreError, type Change, type StoreRefusal } from './change';
export { Store, type ListRange, type SavedObject, type StoreOptions } from './store';
