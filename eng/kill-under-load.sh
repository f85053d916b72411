#!/usr/bin/env bash
# Kills the program under load a hundred times (or as often as the argument says), and demands each time that every answer a caller has is in the ledger once.
# PARLEY_PROGRAM names a published program to kill in place of the built one.
set -euo pipefail
cd "$(dirname "$0")/.."
PARLEY_KILLS="${1:-100}" dotnet test tests/Parley.Cli.Tests --nologo --filter "FullyQualifiedName~KillTests"
