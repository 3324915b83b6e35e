/** One thing that the doctor looked at. */
export interface Check {
  /** The heading that it stands under. */
  readonly section: string;
  readonly name: string;
  /**
   * `fails`: what the default, or the run that was asked about, needs does not work. `warning`: something is broken that
   * it does not need. `absent`: something optional is not there.
   */
  readonly state: "works" | "absent" | "warning" | "fails";
  readonly detail: string;
  /** The command that mends it, where the detail does not end with one. */
  readonly mend?: string;
  /** Figures for programs. */
  readonly values?: Readonly<Record<string, string | number | boolean>>;
}
