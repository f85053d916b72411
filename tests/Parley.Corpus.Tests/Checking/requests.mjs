export function judgeRequest(wire, body) { return []; }
