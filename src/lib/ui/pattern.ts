/** How amounts are told apart without colour, in grey print too. `.pattern-*` in app.css draws them. */
export type AmountPattern = 'solid' | 'stripe' | 'dots' | 'empty' | 'lines' | 'grid' | 'doubt';
