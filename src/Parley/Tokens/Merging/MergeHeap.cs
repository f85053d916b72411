namespace Parley.Tokens.Merging;

/// <summary>A binary heap of numbers over memory that somebody else owns: the smallest comes out first.</summary>
/// <param name="items">Room for the most numbers that are in it at one time.</param>
internal ref struct MergeHeap(Span<ulong> items)
{
    private readonly Span<ulong> _items = items;
    private int _count;

    /// <summary>Puts a number in.</summary>
    public void Add(ulong item)
    {
        var hole = _count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / 2;
            if (_items[parent] <= item)
                break;
            _items[hole] = _items[parent];
            hole = parent;
        }
        _items[hole] = item;
    }

    /// <summary>Takes the smallest number out; false when there is none.</summary>
    public bool TryTake(out ulong smallest)
    {
        if (_count == 0)
        {
            smallest = 0;
            return false;
        }
        smallest = _items[0];
        var last = _items[--_count];
        var hole = 0;
        for (var child = 1; child < _count; child = 2 * hole + 1)
        {
            if (child + 1 < _count && _items[child + 1] < _items[child])
                child++;
            if (_items[child] >= last)
                break;
            _items[hole] = _items[child];
            hole = child;
        }
        _items[hole] = last;
        return true;
    }
}
