using Parley.TestKit;

namespace Parley.Cli.Tests.Running;

/// <summary>An empty folder to run the program in, gone when the test is over.</summary>
internal sealed class Sandbox : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("parley-").FullName;

    /// <summary>The largest file that the program may write, in KiB: beyond it the disk is as good as full. Null for any.</summary>
    public int? LargestFile { get; set; }

    /// <summary>What may be found neither in a log nor in a file that the program wrote.</summary>
    public SecretSweep Sweep { get; } = new();

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        Sweep.AddFrom(text);
        Sweep.Except(path);
        return path;
    }

    public void Dispose()
    {
        Sweep.DemandFolder(Folder);
        Directory.Delete(Folder, recursive: true);
    }
}
