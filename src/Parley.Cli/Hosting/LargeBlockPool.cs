using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Parley.Cli.Hosting;

/// <summary>
/// The server's memory in blocks of 32 KB. Its own blocks hold 4 KB, which turns an agent's 20 KB request into six reads from the socket; with these it is one.
/// Idle connections hold no block, so the size costs nothing while streams wait.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>
{
    private const int BlockSize = 32 << 10;
    private const int MostIdleBlocks = 256;
    private readonly ConcurrentQueue<Block> _idle = new();

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        return _idle.TryDequeue(out var block) ? block : new Block(this);
    }

    protected override void Dispose(bool disposing) => _idle.Clear();

    private void Return(Block block)
    {
        if (_idle.Count < MostIdleBlocks)
            _idle.Enqueue(block);
    }

    /// <summary>Makes one pool for each of the server's schedulers.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
    }

    /// <summary>Pinned for its life, since the kernel reads into it.</summary>
    private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
