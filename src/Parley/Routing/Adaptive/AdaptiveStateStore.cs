using System.Text.Json;
using Parley.Configuration.Diagnostics;

namespace Parley.Routing.Adaptive;

/// <summary>
/// Keeps learned states in a file. A save replaces the file as a whole: it is written beside, flushed to the disk and renamed, so that whoever is killed in between leaves the last whole state.
/// One process writes a file at a time.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class AdaptiveStateStore(string path)
{
    /// <summary>Where a state stands until it is whole.</summary>
    public string DraftPath { get; } = path + ".new";

    /// <summary>Saves states in place of those in the file.</summary>
    /// <exception cref="ConfigurationException">The file cannot be written.</exception>
    public void Save(Dictionary<string, AdaptiveState> states)
    {
        try
        {
            WriteDraft(AdaptiveStateFile.Write(states));
            File.Move(DraftPath, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(ProblemCode.Unreadable, $"{path} cannot be written: {failure.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The saved states; none where there is no file.</summary>
    /// <exception cref="ConfigurationException">The file cannot be used; it is left as it is.</exception>
    public Dictionary<string, AdaptiveState> Load()
    {
        try
        {
            return File.Exists(path) ? AdaptiveStateFile.Read(File.ReadAllBytes(path)) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(ProblemCode.Unreadable, $"{path} cannot be read: {failure.Message.TrimEnd('.')}");
        }
        catch (JsonException broken)
        {
            throw Unusable(ProblemCode.Syntax, $"{path}:{(broken.LineNumber ?? 0) + 1}: this is no learned state: {broken.Message.TrimEnd('.')}");
        }
    }

    private void WriteDraft(byte[] bytes)
    {
        using var file = new FileStream(DraftPath, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static ConfigurationException Unusable(ProblemCode code, string message) =>
        new([new Problem(code, message) { Hint = "move the file away to begin with nothing learned" }]);
}
