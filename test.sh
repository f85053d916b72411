#!/usr/bin/env bash
# Builds once and runs every test of the solution. Further arguments go to `dotnet test`, for instance: ./test.sh --filter FullyQualifiedName~Sse
set -euo pipefail
cd "$(dirname "$0")"
exec dotnet test Parley.slnx --nologo "$@"
