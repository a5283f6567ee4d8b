/** A payload of `levels.signals` as a desk of its own publishes it, knowing nothing of Assay. */
export function foreignPayload(ms: number): string {
  return JSON.stringify({
    ...{ producer: 'desk', ts: ms, spy: { spot: 685.02, bid: 685.01, ask: 685.03 } },
    levels: [
      {
        ...{ id: 'ROUND_685', kind: 'ROUND', price: 685, direction: 'SUPPORT', distance: 0.02 },
        ...{ break_score_raw: 12, break_score_smooth: 13.5, signal: 'NEUTRAL' },
        ...{ confidence: 'LOW', barrier: { state: 'WALL' }, fuel: { effect: 'NEUTRAL' } },
        runway: { direction: 'DOWN', next_obstacle: null, quality: 'CLEAR' },
      },
    ],
  });
}
