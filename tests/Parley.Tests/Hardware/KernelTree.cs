namespace Parley.Tests.Hardware;

/// <summary>A tree of the kernel's small files, as a test wants it.</summary>
internal sealed class KernelTree : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("parley-sys");

    public string Root => _root.FullName;

    /// <summary>Writes files of a folder: <c>class/hwmon/hwmon0</c>, with name and text of each.</summary>
    public KernelTree With(string folder, params (string Name, string Text)[] files)
    {
        var path = Directory.CreateDirectory(Path.Combine(Root, folder)).FullName;
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
            File.WriteAllText(Path.Combine(path, name), text + "\n");
        }
        return this;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
