namespace Parley.Serving.InProcess;

/// <summary>Status and headers of an answer that has not started.</summary>
internal sealed class ReplyHead
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>The status.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The media type; null where nothing is said.</summary>
    public string? ContentType { get; set; }

    /// <summary>The length; null where it is not known.</summary>
    public long? ContentLength { get; set; }

    public void Set(string name, string value)
    {
        var header = KeyValuePair.Create(name, value);
        var place = PlaceOf(name);
        if (place < 0)
            _headers.Add(header);
        else
            _headers[place] = header;
    }

    public bool Has(string name) => PlaceOf(name) >= 0;

    public void Remove(Func<string, bool> isMeant) => _headers.RemoveAll(header => isMeant(header.Key));

    public void Clear()
    {
        _headers.Clear();
        (Status, ContentType, ContentLength) = (200, null, null);
    }

    /// <summary>Puts the headers where .NET has them: some are the response's, some are its content's.</summary>
    public void PutOn(HttpResponseMessage response)
    {
        foreach (var (name, value) in _headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        if (ContentType is not null)
            response.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (ContentLength is not null)
            response.Content.Headers.ContentLength = ContentLength;
    }

    private int PlaceOf(string name) => _headers.FindIndex(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
