// Themes: one slider for several criteria.

function themePoints(points, t) { return Math.max(...IN_THEME[t].map(k => points[SCORED[k].id] || 0)); }

function scaledPoint(own, points, largest) {
  return largest ? Math.floor((2 * own * points + largest) / (2 * largest)) : points;
}
function scaledPoints(profile, t, points) {
  const largest = themePoints(profile, t), scaled = own(profile);
  for (const k of IN_THEME[t]) {
    const {id} = SCORED[k];
    scaled[id] = scaledPoint(profile[id] || 0, points, largest);
  }
  return scaled;
}

// Tried step by step, since rounding to whole points bends what would be a straight line.
function themeStays(outcome, t) {
  const now = themePoints(outcome.state.points, t);
  let low = now, high = now;
  if (!outcome.leader) return [low, high];
  const moved = IN_THEME[t].filter(k => !TEAM_LEVELS[k] || outcome.said), {points} = outcome;
  const largest = themePoints(profile, t), own = moved.map(k => profile[SCORED[k].id] || 0);
  const leader = outcome.values[ROW[outcome.leader]];
  const rivals = outcome.eligible.filter(id => id !== outcome.leader).map(id => {
    const row = outcome.values[ROW[id]];
    let rest = 0;
    for (let k = 0; k < K; k++) rest += points[k] * (leader[k] - row[k]);
    for (const k of moved) rest -= points[k] * (leader[k] - row[k]);
    return {rest, ahead: moved.map(k => leader[k] - row[k])};
  });
  const leads = step => {
    for (const {rest, ahead} of rivals) {
      let total = rest;
      for (let i = 0; i < ahead.length; i++) total += ahead[i] * scaledPoint(own[i], step, largest);
      if (total < -C.tie) return false;
    }
    return true;
  };
  while (low > 0 && leads(low - 1)) low--;
  while (high < C.maximum_points && leads(high + 1)) high++;
  return [low, high];
}
