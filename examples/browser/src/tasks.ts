/** What text is scored for. */
export type TaskName = "pii" | "pep8";

/** What is undesirable in each task. */
export const tasks: Readonly<Record<TaskName, string>> = {
  pii: "personally identifiable information",
  pep8: "indentation other than PEP 8 asks for: tabs, or not four spaces",
};
