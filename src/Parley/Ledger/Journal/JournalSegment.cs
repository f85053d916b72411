using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Parley.Ledger.Journal;

/// <summary>
/// One file of the journal, mapped into memory: what is written stands in the system's pages at once, without a call to it, so that the end of the process cannot take it back. The loss of power can.
/// A record is its length, its CRC-32C and its bytes; the length is written last. One writer and one reader at a time.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    /// <summary>The size of a file.</summary>
    public const int Size = 4 << 20;

    /// <summary>Before each record its length and checksum.</summary>
    public const int HeadLength = 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeBuffer _memory;
    private byte[]? _sealed;
    private int _written;

    private JournalSegment(string path, FileStream stream)
    {
        Path = path;
        _file = MemoryMappedFile.CreateFromFile(stream, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, Size);
        _memory = _view.SafeMemoryMappedViewHandle;
    }

    public string Path { get; }

    /// <summary>Whether nothing more is written to it.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>How far it is read.</summary>
    public int Read { get; private set; }

    /// <summary>Whether all that was written is read.</summary>
    public bool IsRead => Read == Volatile.Read(ref _written);

    /// <summary>Begins a file. Its room is taken from the disk here, byte for byte: writing to mapped memory that has none would end the process.</summary>
    /// <exception cref="IOException">The disk has no room.</exception>
    public static JournalSegment Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(path, options);
        try
        {
            var zeros = new byte[64 << 10];
            for (var at = 0; at < Size; at += zeros.Length)
                stream.Write(zeros);
            return new JournalSegment(path, stream);
        }
        catch
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Appends a record; false when it has no room for it.</summary>
    /// <param name="framed">The record behind <see cref="HeadLength"/> bytes, which are filled here.</param>
    public bool TryWrite(Span<byte> framed)
    {
        var end = _written + Aligned(framed.Length);
        if (end > Size)
            return false;
        var record = framed[HeadLength..];
        BinaryPrimitives.WriteInt32LittleEndian(framed, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(framed[sizeof(int)..], Checksum(record));
        _memory.WriteSpan<byte>((ulong)_written, framed);
        _view.Write(_written, record.Length);
        Volatile.Write(ref _written, end);
        return true;
    }

    /// <summary>The next record; null when there is none yet.</summary>
    public byte[]? Next()
    {
        if (IsRead)
            return null;
        if (IsSealed)
            return NextOfSealed();
        var record = new byte[_view.ReadInt32(Read)];
        _memory.ReadSpan((ulong)(Read + HeadLength), record.AsSpan());
        Read += HeadLength + Aligned(record.Length);
        return record;
    }

    /// <summary>Nothing more is written to it: its memory is let go, until it is read.</summary>
    public void Seal()
    {
        IsSealed = true;
        Dispose();
    }

    /// <summary>The records of a file that a process left behind. Those that were spoiled are left out: the end of a process spoils none, since the length of a record is written last.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isSpoiled">Whether there were any.</param>
    public static IReadOnlyList<byte[]> Left(string path, out bool isSpoiled)
    {
        isSpoiled = false;
        var records = new List<byte[]>();
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at + HeadLength <= bytes.Length;)
        {
            var length = MemoryMarshal.Read<int>(bytes.AsSpan(at));
            if (length == 0)
                break;
            if (length < 0 || length > bytes.Length - at - HeadLength)
            {
                isSpoiled = true;
                break;
            }
            var record = bytes[(at + HeadLength)..(at + HeadLength + length)];
            if (MemoryMarshal.Read<uint>(bytes.AsSpan(at + sizeof(int))) == Checksum(record))
                records.Add(record);
            else
                isSpoiled = true;
            at += HeadLength + Aligned(length);
        }
        return records;
    }

    /// <summary>Takes the file away.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private byte[] NextOfSealed()
    {
        _sealed ??= File.ReadAllBytes(Path);
        var length = MemoryMarshal.Read<int>(_sealed.AsSpan(Read));
        var record = _sealed[(Read + HeadLength)..(Read + HeadLength + length)];
        Read += HeadLength + Aligned(length);
        if (IsRead)
            _sealed = null;
        return record;
    }

    private static int Aligned(int length) => (length + 7) & ~7;

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(record))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var last in record[(record.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, last);
        return crc;
    }
}
