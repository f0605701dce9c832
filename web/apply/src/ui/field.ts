/** What every field of a form has. `describedby` names what else describes it, by id. */
export interface Field {
  id: string;
  label: string;
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  describedby?: string | undefined;
}

/** The ids of all that describes a field. */
export const described = ({ id, hint, error, describedby }: Omit<Field, 'label' | 'value'>): string | undefined => [hint && `${id}-hint`, error && `${id}-error`, describedby].filter(Boolean).join(' ') || undefined;
