using Parley.Dialects;

namespace Parley.Configuration;

/// <summary>The built-in backend <c>parley</c> with its one model <c>echo</c>: it answers without a key and without a network, so that a first request, a demo and a test always work.</summary>
internal static class EchoBackend
{
    /// <summary>The id of the backend.</summary>
    public const string Id = "parley";

    /// <summary>The name of its model.</summary>
    public const string Model = "echo";

    public static ProviderDescriptor Provider { get; } = new() { Name = Id, DisplayName = "Parley", Dialect = DialectNames.OpenAIChat, Abilities = Abilities.All, Hardware = "" };

    public static Backend Instance { get; } = new()
    {
        Id = Id,
        Name = "Parley's echo",
        Provider = Provider,
        Dialect = DialectNames.OpenAIChat,
        BaseAddress = new Uri("parley:/"),
        DefaultModel = Model,
        Prices = new BackendPrices { IsOwnHardware = true },
        Patterns = new ModelPatterns { Supported = [new Glob("parley-echo")] },
    };

    /// <summary>Whether a configured target means it: <c>parley/echo</c>, or <c>parley</c> alone. Whoever writes it down wants it, also where keys are configured.</summary>
    public static bool IsTarget(string id, string? model) =>
        id.Equals(Id, StringComparison.OrdinalIgnoreCase) && (model is null || model.Equals(Model, StringComparison.Ordinal));

    /// <summary>The built-in target of a model name; null when the name does not mean it or it is switched off.</summary>
    public static Target? Find(GatewaySnapshot snapshot, string model) =>
        snapshot.EchoEnabled && model is "parley/echo" && snapshot.Find(Id) is null ? new Target(Instance, Model) : null;
}
