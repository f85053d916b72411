using System.Buffers;
using Parley.Configuration.Options;
using Parley.Ledger;
using Parley.Ledger.Bodies;

namespace Parley.Serving.Bodies;

/// <summary>The beginning of what a caller gets, where the operator wants it kept.</summary>
/// <param name="log">Where it is kept.</param>
/// <param name="most">How much of it.</param>
internal sealed class BodyCopy(BodyLog log, int most)
{
    private readonly ArrayBufferWriter<byte> _copy = new();

    /// <summary>One for a request; null where nothing is kept.</summary>
    public static BodyCopy? For(Bookkeeper? books, BodyOptions options) => options.Enabled && books?.Bodies is { } log ? new BodyCopy(log, options.MaxBytes) : null;

    /// <summary>Takes what is about to be sent.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_copy.WrittenCount <= most)
            _copy.Write(bytes[..Math.Min(bytes.Length, most + 1 - _copy.WrittenCount)]);
    }

    /// <summary>Gives all to be kept.</summary>
    public void Keep(string id, DateTimeOffset at, ReadOnlySpan<byte> request) => log.Keep(id, at, request, _copy.WrittenSpan, most);
}
