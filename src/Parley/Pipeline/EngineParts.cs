using Microsoft.Extensions.Logging;

namespace Parley.Pipeline;

/// <summary>What steps are made from.</summary>
internal sealed record EngineParts(TimeProvider Time, ILogger Logger);
