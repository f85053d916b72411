using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// The elements of one JSON array that arrives over time: <c>[{...}</c>, then <c>,\r\n{...}</c>, at last <c>]</c>. Gemini streams so without <c>alt=sse</c>.
/// </summary>
/// <remarks>Only braces, brackets and strings are looked at here; the element itself is checked by whoever reads it. A lone object in place of the array (an error) is one element.</remarks>
internal sealed class JsonArrayFrameReader(int maxEventBytes) : BufferedFrameReader(maxEventBytes)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    private Place _place = Place.BeforeArray;
    private int _scanned;
    private int _element;
    private int _depth;
    private bool _inString;

    private enum Place
    {
        BeforeArray,
        BeforeFirst,
        BeforeNext,
        InElement,
        InLoneObject,
        BehindElement,
        Closed,
    }

    public override bool IsCut => _place != Place.Closed;

    public override bool TryRead(out WireFrame frame)
    {
        frame = default;
        if (!TryBegin())
            return false;
        var unread = Unread;
        while (_scanned < unread.Length)
        {
            if (_place is Place.InElement or Place.InLoneObject)
            {
                if (!TryEndElement(unread))
                    break;
                frame = DispatchElement();
                return true;
            }
            Step(unread[_scanned++]);
            if (_place == Place.Closed)
            {
                frame = new WireFrame(default, default, TakeScanned());
                return true;
            }
        }
        CheckLimit();
        return false;
    }

    public override bool TryReadLast(out WireFrame frame)
    {
        frame = default;
        return false;
    }

    private void Step(byte next)
    {
        if (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            return;
        _place = (_place, next) switch
        {
            (Place.BeforeArray, (byte)'[') => Place.BeforeFirst,
            (Place.BeforeArray, (byte)'{') => Begin(Place.InLoneObject),
            (Place.BeforeFirst or Place.BeforeNext, (byte)'{') => Begin(Place.InElement),
            (Place.BehindElement, (byte)',') => Place.BeforeNext,
            (Place.BeforeFirst or Place.BehindElement, (byte)']') => Place.Closed,
            _ => throw new WireFormatException("", "The stream is not a JSON array of objects."),
        };
    }

    private Place Begin(Place place)
    {
        _element = _scanned - 1;
        _depth = 1;
        return place;
    }

    /// <summary>Goes on where the last call stopped; true once the element's closing brace was passed.</summary>
    private bool TryEndElement(ReadOnlySpan<byte> unread)
    {
        while (_scanned < unread.Length)
        {
            if (_inString)
            {
                if (!TryEndString(unread))
                    return false;
                continue;
            }
            var next = unread[_scanned..].IndexOfAny(Structure);
            if (next < 0)
            {
                _scanned = unread.Length;
                return false;
            }
            _scanned += next + 1;
            switch (unread[_scanned - 1])
            {
                case (byte)'"': _inString = true; break;
                case (byte)'{' or (byte)'[': _depth++; break;
                default: _depth--; break;
            }
            if (_depth == 0)
                return true;
        }
        return false;
    }

    private bool TryEndString(ReadOnlySpan<byte> unread)
    {
        var next = unread[_scanned..].IndexOfAny((byte)'"', (byte)'\\');
        if (next < 0)
        {
            _scanned = unread.Length;
            return false;
        }
        _scanned += next;
        if (unread[_scanned] == '"')
        {
            _scanned++;
            _inString = false;
            return true;
        }
        // An escape is passed over with the character behind it, once that is there.
        if (_scanned + 1 == unread.Length)
            return false;
        _scanned += 2;
        return true;
    }

    private WireFrame DispatchElement()
    {
        _place = _place == Place.InLoneObject ? Place.Closed : Place.BehindElement;
        var element = Slice(_element, _scanned - _element);
        return new WireFrame(default, element, TakeScanned());
    }

    private ReadOnlyMemory<byte> TakeScanned()
    {
        var length = _scanned;
        _scanned = 0;
        return Take(length);
    }
}
