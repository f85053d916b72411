using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>What the writers of one request share.</summary>
/// <param name="Request">The request.</param>
/// <param name="Profile">How the upstream deviates.</param>
/// <param name="Log">Takes what is lost.</param>
/// <param name="Json">Takes what is written.</param>
internal sealed record RequestWriting(ChatRequest Request, WireProfile Profile, ConversionLog Log, Utf8JsonWriter Json)
{
    /// <summary>True when the caller spoke this dialect: then the request is written as it was said, also where Cohere itself would object.</summary>
    public bool IsOwn => Request.Dialect == Names.Dialect;
}
