namespace Parley.Yaml;

/// <summary>Clients from the files of the program.</summary>
public static class YamlClients
{
    /// <summary>Reads a <c>parley.yaml</c>; what is said in code stands over it. Its section <c>server</c> is for the program.</summary>
    public static ParleyBuilder FromYaml(this ParleyBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.FromFile(path, new YamlFormat());
    }
}
