#!/usr/bin/env bash
# Runs five hundred requests a second by ten thousand keys for an hour (or as many minutes as the argument says) and tells how memory grew.
# PARLEY_PROGRAM names a published program to run in place of the built one.
set -euo pipefail
cd "$(dirname "$0")/.."
PARLEY_SOAK_MINUTES="${1:-60}" dotnet test tests/Parley.Cli.Tests --nologo --filter "FullyQualifiedName~SoakTests" --logger "console;verbosity=detailed"
