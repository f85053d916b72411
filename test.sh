#!/usr/bin/env bash
# Builds once and runs every test of the solution. Further arguments go to `dotnet test`, for instance: ./test.sh --filter FullyQualifiedName~Sse
set -euo pipefail
cd "$(dirname "$0")"
# The npm clients are installed where there is Node; without it their tests are skipped by name.
clients=tests/Parley.Clients.Tests/node
if command -v npm > /dev/null && [ ! -f "$clients/node_modules/.package-lock.json" -o "$clients/package-lock.json" -nt "$clients/node_modules/.package-lock.json" ]; then
  npm ci --prefix "$clients" --ignore-scripts --no-audit --no-fund --loglevel error || [ "${CI:-}" != true ]
fi
exec dotnet test Parley.slnx --nologo "$@"
