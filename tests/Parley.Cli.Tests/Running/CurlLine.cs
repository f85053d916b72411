using System.Net.Http.Headers;
using System.Text;

namespace Parley.Cli.Tests.Running;

/// <summary>A curl command as people paste it, sent as curl sends it: with -d the method is POST and the type is that of a form.</summary>
internal sealed class CurlLine
{
    private readonly string _address;
    private readonly List<string> _headers = [];
    private readonly string? _body;
    private readonly HttpMethod? _method;

    private CurlLine(IReadOnlyList<string> words)
    {
        _address = "";
        for (var i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-X": _method = HttpMethod.Parse(words[++i]); break;
                case "-d": _body = words[++i]; break;
                case "-H": _headers.Add(words[++i]); break;
                case "-i": ShowsHead = true; break;
                case "-s" or "-N" or "-sN": break;
                case { } word when word.StartsWith('-'): throw new NotSupportedException($"curl {word}");
                default: _address = words[i]; break;
            }
        }
    }

    /// <summary>Whether status and headers are shown before the body.</summary>
    public bool ShowsHead { get; }

    public static CurlLine Parse(string line)
    {
        var words = Words(line.Trim());
        Assert.Equal("curl", words[0]);
        return new CurlLine(words);
    }

    /// <summary>Sends it; an address in the text may be replaced by the one of the program under test.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, string? from = null, string? to = null)
    {
        var address = from is null ? _address : _address.Replace(from, to, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(_method ?? (_body is null ? HttpMethod.Get : HttpMethod.Post), address);
        if (_body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
        foreach (var header in _headers)
        {
            var colon = header.IndexOf(':');
            var (name, value) = (header[..colon], header[(colon + 1)..].Trim());
            if (!name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                Assert.True(request.Headers.TryAddWithoutValidation(name, value), header);
            else
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
        }
        return await client.SendAsync(request);
    }

    /// <summary>The words of a shell line: quotes of both kinds, and lines that go on after a backslash.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var begun = false;
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                if (line[++i] != '\n')
                    word.Append(line[i]);
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is ('\'' or '"'))
            {
                (quote, begun) = (letter, true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (begun || word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(letter);
            }
        }
        if (begun || word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
