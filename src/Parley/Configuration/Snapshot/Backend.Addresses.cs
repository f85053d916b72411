namespace Parley.Configuration;

/// <content>Where its paths are.</content>
public sealed partial class Backend
{
    private LastAddress? _lastAddress;

    /// <summary>The absolute address of a path that a codec wrote, with the backend's own path and query in place.</summary>
    /// <param name="path">The codec's relative path, query included.</param>
    /// <param name="model">The model, for paths that carry it.</param>
    public Uri AddressOf(string path, string model)
    {
        var isOfModel = Paths.TryGetValue(path, out var template) && template.Contains("{model}", StringComparison.Ordinal);
        var known = _lastAddress;
        if (known is not null && known.Path == path && (!isOfModel || known.Model == model))
            return known.Address;
        var address = Build(template?.Replace("{model}", Uri.EscapeDataString(model), StringComparison.Ordinal) ?? path, template?.Contains('?') == true);
        _lastAddress = new LastAddress(path, model, address);
        return address;
    }

    private Uri Build(string path, bool isWhole)
    {
        if (isWhole)
            return new Uri(BaseAddress.AbsoluteUri + path.TrimEnd('?'));
        foreach (var (name, value) in Query)
            path = $"{path}{(path.Contains('?') ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        return new Uri(BaseAddress.AbsoluteUri + path);
    }

    /// <summary>The address that was asked for last: parsing one costs more than all else of a small request's head, and most requests of a backend go to one.</summary>
    private sealed record LastAddress(string Path, string Model, Uri Address);
}
