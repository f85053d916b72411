using Microsoft.AspNetCore.Http;
using Parley.Dialects.Wire;

namespace Parley.AspNetCore.Http;

/// <summary>The headers of a caller's request.</summary>
internal sealed class HttpWireHeaders(IHeaderDictionary headers) : IWireHeaders
{
    public string? this[string name] => headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
