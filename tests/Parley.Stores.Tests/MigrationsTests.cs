using Parley.Ledger.Sql;

namespace Parley.Stores.Tests;

/// <summary>What has run on anybody's database stands as it is: another column comes by another step.</summary>
public sealed class MigrationsTests
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "fixtures", "migrations.sql");

    [Fact]
    public async Task Steps_are_those_that_have_run_and_more() => Assert.StartsWith((await File.ReadAllTextAsync(Kept)).ReplaceLineEndings("\n").TrimEnd(), Migrations.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
}
