using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads an embedding request of a caller.</summary>
internal static class EmbeddingRequestReader
{
    /// <summary>The spelling under which the body's own model is kept.</summary>
    public const string Model = "model";

    /// <summary>Reads path and body.</summary>
    public static EmbeddingRequest Read(in WireRequest request, bool isBatch)
    {
        var path = ModelPath.Of(request.Path);
        return isBatch ? JsonRead.Guard(request.Body, (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => ReadBatch(ref reader, body, path.Model))
            : JsonRead.Guard(request.Body, (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => ReadOne(ref reader, body, path.Model));
    }

    private static EmbeddingRequest ReadOne(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string model)
    {
        var item = EmbedItem.Read(ref reader, body, "content");
        return Of([item], model, true, null);
    }

    private static EmbeddingRequest ReadBatch(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string model)
    {
        var items = new List<EmbedItem>();
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("requests"u8))
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
            else if (JsonRead.BeginArray(ref reader, body))
                ReadItems(ref reader, body, items);
        }
        return Of(items, model, false, extras);
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<EmbedItem> items)
    {
        while (JsonRead.NextElement(ref reader))
            items.Add(EmbedItem.Read(ref reader, body, $"requests[{items.Count}]"));
    }

    /// <summary>What only Gemini can be asked for at once: vectors of several lengths or for several purposes; null where all are alike.</summary>
    public static OwnDemand? DemandOf(EmbeddingRequest request)
    {
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            // What differs from the first is kept whole.
            if (request.Inputs[i].Native is not { IsAbsent: false } whole)
                continue;
            var reader = whole.CreateReader();
            reader.Read();
            var item = EmbedItem.Read(ref reader, whole.Utf8, $"requests[{i}]");
            if (item.Dimensions != request.Dimensions)
                return new OwnDemand($"requests[{i}].outputDimensionality", "vectors of several lengths at once");
            if (TaskTypes.Read(item.TaskType) != request.Purpose)
                return new OwnDemand($"requests[{i}].taskType", "vectors for several purposes at once");
        }
        return null;
    }

    private static EmbeddingRequest Of(List<EmbedItem> items, string model, bool isSingle, Extras? extras)
    {
        if (items.Count == 0)
            throw new WireFormatException("requests", "requests must hold at least one request.");
        var first = items[0];
        for (var i = 1; i < items.Count; i++)
        {
            if (items[i].Model != first.Model)
                throw new WireFormatException($"requests[{i}].model", $"requests[{i}].model must be the same as requests[0].model.");
        }
        if (!first.Model.IsAbsent)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Model, first.Model);
        return new EmbeddingRequest
        {
            Model = model,
            Inputs = items.ConvertAll(item => item.ToInput(first)),
            IsSingle = isSingle,
            Dimensions = first.Dimensions,
            Purpose = TaskTypes.Read(first.TaskType),
            Dialect = Names.Dialect,
            Extras = extras,
        };
    }
}
