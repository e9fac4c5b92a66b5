/** What a surface says by its colour, and never by its colour alone. `choose`: the person has to decide. */
export type Tone = 'neutral' | 'ok' | 'warning' | 'stop' | 'choose';
