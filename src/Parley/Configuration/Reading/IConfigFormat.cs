using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>A file format in which configurations are written.</summary>
public interface IConfigFormat
{
    /// <summary>Whether files of this name are of the format, by their extension.</summary>
    bool Claims(string fileName);

    /// <summary>Reads a file. What cannot be read becomes problems; the result is null when nothing could be read.</summary>
    ConfigNode? Parse(SourceText source, ProblemList problems);
}
