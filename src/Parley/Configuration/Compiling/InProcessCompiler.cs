using System.Collections.Immutable;

namespace Parley.Configuration.Compiling;

/// <summary>Makes a backend of code.</summary>
internal static class InProcessCompiler
{
    public static Backend Compile(InProcessBackend code, CompileScope scope) => new()
    {
        Id = code.Id,
        Name = code.Name ?? code.Id,
        Provider = new ProviderDescriptor { Name = InProcessBackend.Word, DisplayName = "in this process", Dialect = InProcessBackend.Word, Abilities = code.Abilities, Hardware = "" },
        Dialect = InProcessBackend.Word,
        BaseAddress = new Uri($"{InProcessBackend.Word}:/"),
        DefaultModel = code.DefaultModel,
        Patterns = new ModelPatterns { Supported = Patterns(code) },
        Priority = scope.PriorityOf(code.Id) ?? code.Priority,
        Timeouts = code.Timeouts,
        Health = code.Health,
        Price = code.Price,
        Prices = BackendPricing.Of(scope),
        Abilities = code.Abilities,
        InProcess = code,
    };

    /// <summary>The names that it serves; its default is one of them.</summary>
    private static ImmutableArray<Glob> Patterns(InProcessBackend code) =>
        code.Models.Count == 0 || code.DefaultModel is null ? [.. code.Models.Select(static model => new Glob(model))] : [.. code.Models.Append(code.DefaultModel).Distinct(StringComparer.OrdinalIgnoreCase).Select(static model => new Glob(model))];
}
