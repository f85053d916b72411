/** What a client told in one round; drivers fill it from the client's own objects. */
export function newTold() {
  return { text: '', textPieces: 0, reasoning: '', calls: [], finish: null, stoppedAt: null, usage: null, usageEvents: 0, left: false, error: null };
}

/** The call at a place, made when it is new. */
export function callAt(told, index, id, name) {
  return (told.calls[index] ??= { id: id ?? null, name: name ?? null, arguments: '', pieces: [] });
}

/** Adds a streamed piece of arguments. */
export function addPiece(call, piece) {
  if (!piece) return;
  call.arguments += piece;
  call.pieces.push(piece);
}

/** The calls in the order in which their results are given. */
export function answered(ask, told) {
  return ask.resultsReversed ? told.calls.toReversed() : told.calls;
}

/** Whether to ask for thoughts: the provider that a conversation is handed to is not. */
export function thinks(ask, model) {
  return ask.think && model !== ask.nextModel;
}

/** The headers that force translation, where a test wants it. */
export function laneOf(ask) {
  return ask.slowLane ? { 'x-parley-lane': 'slow' } : {};
}

/** What kind of error a client raised. */
export function errorOf(error) {
  return {
    type: error.constructor?.name ?? 'unknown',
    status: error.status ?? error.status_code ?? error.statusCode ?? null,
    code: String(error.code ?? error.type ?? error.error?.error?.type ?? ''),
    message: String(error.message ?? error),
    retryAfter: error.headers?.get?.('retry-after') ?? error.responseHeaders?.['retry-after'] ?? null,
    requestId: error.requestID ?? error.headers?.get?.('x-request-id') ?? null,
  };
}
