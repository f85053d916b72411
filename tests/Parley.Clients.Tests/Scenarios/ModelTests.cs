using Parley.Clients.Tests.Staging;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>The lists of models, as each client reads them.</summary>
public sealed class ModelTests(Stage stage)
{
    /// <summary>The clients that list models.</summary>
    public static TheoryData<string> Clients => [.. Cast.Clients.Where(static client => Cast.Has(client, Lacks.Models))];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Configured_models_are_listed_and_found(string client)
    {
        var names = await stage.Client(client).ListAsync(stage.Gateway.Address);

        Assert.Superset(Stage.Names.ToHashSet(), names.ToHashSet());
    }
}
