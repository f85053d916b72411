#!/usr/bin/env bash
# Stops the ledger's database for a minute (or as many seconds as the argument says) under load, and demands that no request fails and no entry is missing. Needs PostgreSQL.
# PARLEY_PROGRAM names a published program to run in place of the built one.
set -euo pipefail
cd "$(dirname "$0")/.."
PARLEY_OUTAGE_SECONDS="${1:-60}" dotnet test tests/Parley.Cli.Tests --nologo --filter "FullyQualifiedName~StoreOutageTests"
