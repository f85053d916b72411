namespace Parley.Providers.Upstream.Connections;

/// <summary>Takes the framing out of a chunked body (RFC 9112, section 7.1), in place and wherever the network has cut it.</summary>
internal struct ChunkedBody
{
    private const long LargestChunk = 1L << 40;
    private State _state;
    private long _left;
    private bool _hasDigit;

    private enum State : byte
    {
        Size,
        AfterSize,
        Data,
        AfterData,
        Trailer,
        InTrailer,
        Done,
    }

    /// <summary>Whether the last chunk and what follows it have come.</summary>
    public readonly bool IsDone => _state == State.Done;

    /// <summary>Moves the content to the front of the bytes.</summary>
    /// <param name="bytes">The bytes as they came.</param>
    /// <param name="excess">How many stand behind the end of the body.</param>
    /// <returns>How many bytes of content there are.</returns>
    /// <exception cref="HttpIOException">That is no chunked body.</exception>
    public int Unframe(Span<byte> bytes, out int excess)
    {
        var (at, content) = (0, 0);
        while (at < bytes.Length && _state != State.Done)
        {
            if (_state != State.Data)
            {
                Step(bytes[at++]);
                continue;
            }
            var count = (int)Math.Min(_left, bytes.Length - at);
            bytes.Slice(at, count).CopyTo(bytes[content..]);
            at += count;
            content += count;
            _left -= count;
            if (_left == 0)
                _state = State.AfterData;
        }
        excess = bytes.Length - at;
        return content;
    }

    private void Step(byte next)
    {
        switch (_state)
        {
            case State.Size when Digit(next) is var digit and >= 0:
                _left = _left < LargestChunk ? 16 * _left + digit : throw Invalid();
                _hasDigit = true;
                break;
            case State.Size or State.AfterSize when next == '\n':
                BeginChunk();
                break;
            case State.Size when _hasDigit && next is (byte)'\r' or (byte)';' or (byte)' ' or (byte)'\t':
                _state = State.AfterSize;
                break;
            case State.AfterSize:
                break;
            case State.AfterData when next == '\n':
                (_state, _hasDigit) = (State.Size, false);
                break;
            case State.AfterData when next == '\r':
                break;
            case State.Trailer when next == '\n':
                _state = State.Done;
                break;
            case State.Trailer when next == '\r':
                break;
            case State.Trailer or State.InTrailer:
                _state = next == '\n' ? State.Trailer : State.InTrailer;
                break;
            default:
                throw Invalid();
        }
    }

    private void BeginChunk()
    {
        if (!_hasDigit)
            throw Invalid();
        _state = _left == 0 ? State.Trailer : State.Data;
    }

    private static int Digit(byte next) => next switch
    {
        >= (byte)'0' and <= (byte)'9' => next - '0',
        >= (byte)'a' and <= (byte)'f' => next - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => next - 'A' + 10,
        _ => -1,
    };

    private static HttpIOException Invalid() => new(HttpRequestError.InvalidResponse, "The body of the answer is not framed in chunks as its head says.");
}
