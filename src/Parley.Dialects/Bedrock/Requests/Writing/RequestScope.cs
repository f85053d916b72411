using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>What every writer of one request needs.</summary>
/// <param name="Json">Takes the body.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Profile">How the upstream deviates.</param>
/// <param name="Log">Takes what cannot be said.</param>
internal sealed record RequestScope(Utf8JsonWriter Json, ChatRequest Request, WireProfile Profile, ConversionLog Log)
    : WriterScope(Json, Request.Dialect == Names.Dialect, Log)
{
    /// <summary>What can be asked of the model.</summary>
    public ModelFamily Family { get; } = ModelFamily.Of(Request.Model);

    /// <summary>What is to be thought.</summary>
    public ThinkingPlan Thinking { get; init; } = ThinkingPlan.None;

    /// <summary>The features of Claude that are switched on.</summary>
    public IReadOnlyList<string> Betas { get; init; } = [];

    /// <summary>Writes a cache point behind a part, where the model has them.</summary>
    public void WriteCache(CacheHint? cache, string place)
    {
        if (cache is not null && (IsOwn || Family.Caches))
            CachePoint.Write(Json, cache);
        else if (cache is not null)
            Log.Dropped($"{place}.cache_control");
    }
}
