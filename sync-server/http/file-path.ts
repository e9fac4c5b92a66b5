/** Whether the last part of a path has an extension. A pattern would look at what follows each of thousands of dots anew. */
export const namesFile = (path: string): boolean => path.includes('.', path.lastIndexOf('/') + 1);
