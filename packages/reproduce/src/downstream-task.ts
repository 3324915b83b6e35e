/** What `classificationTask` is called with. */
export interface ClassificationInput {
  /** Folder of the run that trained the model. */
  readonly checkpoint: string;
  /** Begin from new weights of the same shape instead of the trained ones. */
  readonly untrained: boolean;
  readonly train: string;
  readonly test: string;
  readonly epochs: number;
  readonly seed: number;
}

/** What `choicesTask` is called with. */
export interface ChoicesInput {
  /** Folder of the run that trained the model. */
  readonly checkpoint: string;
  readonly items: string;
  readonly seed: number;
}
