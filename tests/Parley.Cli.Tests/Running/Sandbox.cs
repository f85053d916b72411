namespace Parley.Cli.Tests.Running;

/// <summary>An empty folder to run the program in, gone when the test is over.</summary>
internal sealed class Sandbox : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("parley-").FullName;

    /// <summary>The largest file that the program may write, in KiB: beyond it the disk is as good as full. Null for any.</summary>
    public int? LargestFile { get; set; }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
