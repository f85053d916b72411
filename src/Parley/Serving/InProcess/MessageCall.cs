using System.IO.Pipelines;
using System.Net;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Serving.Callers;

namespace Parley.Serving.InProcess;

/// <summary>
/// A call of a client in this process. The answer goes through a pipe that holds back whoever writes when nobody reads; the response is there as soon as its first bytes are.
/// </summary>
internal sealed class MessageCall : ServedCall
{
    private const long MostUnread = 64 << 10;

    private static readonly PipeOptions Flow = new(pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, useSynchronizationContext: false);

    private readonly HttpRequestMessage _request;
    private readonly Service _service;
    private readonly CallerKey? _caller;
    private readonly Pipe _answer = new(Flow);
    private readonly ReplyHead _head = new();
    private readonly Departure _departure;
    private TaskCompletionSource<HttpResponseMessage>? _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasStarted;

    private readonly bool _isTooLarge;

    private MessageCall(HttpRequestMessage request, PipeReader body, Service service, CallerKey? caller, bool isTooLarge, CancellationToken cancellationToken)
    {
        _isTooLarge = isTooLarge;
        (_request, _service, _caller, Body) = (request, service, caller, body);
        var address = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        // As servers do it: an escaped slash is part of a name.
        Path = Uri.UnescapeDataString(address.AbsolutePath.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
        Query = address.Query.TrimStart('?');
        _departure = new Departure(cancellationToken);
    }

    public override string Method => _request.Method.Method;

    public override string Path { get; }

    public override string Query { get; }

    public override string? this[string name] => new MessageHeaders(_request).Find(name);

    /// <summary>How long the body is; more than anything where it was not taken, so that it is refused.</summary>
    public override long? Length => _isTooLarge ? long.MaxValue : _request.Content?.Headers.ContentLength;

    public override string Encoding => this["content-encoding"] ?? "";

    public override PipeReader Body { get; }

    public override CancellationToken Gone => _departure.Token;

    public override bool HasStarted => _hasStarted;

    public override int Status { set => _head.Status = value; }

    public override string? ContentType { set => _head.ContentType = value; }

    public override long? ContentLength { set => _head.ContentLength = value; }

    /// <summary>Takes a request. What its content throws, whoever sends it is thrown.</summary>
    /// <param name="request">The request.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="caller">As whose it counts; null for the host's own.</param>
    /// <param name="stopping">Cancelled when nothing is answered any more.</param>
    /// <param name="cancellationToken">Cancelled by the caller who gives it up.</param>
    public static async ValueTask<MessageCall> OpenAsync(HttpRequestMessage request, Service service, CallerKey? caller, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (request.Content is null)
            return new MessageCall(request, PipeReader.Create(Stream.Null), service, caller, isTooLarge: false, cancellationToken);
        if (request.Content is not (ByteArrayContent or ReadOnlyMemoryContent) && !await TryLoadAsync(request.Content, service.Snapshot.Server.MaxBodyBytes, stopping, cancellationToken).ConfigureAwait(false))
            return new MessageCall(request, PipeReader.Create(Stream.Null), service, caller, isTooLarge: true, cancellationToken);
        var body = await request.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new MessageCall(request, PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true)), service, caller, isTooLarge: false, cancellationToken);
    }

    /// <summary>Lets content write itself; false when it is larger than bodies may be.</summary>
    private static async Task<bool> TryLoadAsync(HttpContent content, long most, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        try
        {
            await content.LoadIntoBufferAsync(Math.Min(most, int.MaxValue), either.Token).ConfigureAwait(false);
            return true;
        }
        catch (HttpRequestException beyond) when (beyond.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return false;
        }
    }

    /// <summary>The response, once its head is settled; once. From then on it is its caller's alone, and who forgets it is noticed.</summary>
    public async Task<HttpResponseMessage> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _response!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever works for the caller may take its time to notice; nobody reads what it says until then.
            await _answer.Reader.CompleteAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _response = null;
        }
    }

    public override void Show(ref WishReader reader) => new MessageHeaders(_request).Show(ref reader);

    /// <summary>Nobody stands between the client and the engine: the host says as whose calls they count.</summary>
    public override Fault? Check(GatewaySnapshot snapshot, Access access, out CallerKey? key)
    {
        key = _caller;
        return key is null ? null : KeyTerms.OfTime(key, _service.Engine.Time.GetUtcNow()) ?? KeyTerms.OfRole(key, access);
    }

    public override void SetHeader(string name, string value) => _head.Set(name, value);

    public override bool HasHeader(string name) => _head.Has(name);

    public override void RemoveHeaders(Func<string, bool> isMeant) => _head.Remove(isMeant);

    public override void Clear() => _head.Clear();

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Start();
        return _answer.Writer.WriteAsync(bytes, cancellationToken);
    }

    public override void Abort() => _departure.BreakOff();

    /// <summary>Ends the answer: whole, or broken off where the caller left, the call was aborted or a defect came through.</summary>
    public void Finish(Exception? defect)
    {
        var broken = _departure.End(defect);
        if (broken is null)
            Start();
        else if (broken is OperationCanceledException gone)
            _response?.TrySetCanceled(gone.CancellationToken);
        else
            _response?.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded, broken.Message, broken));
        _answer.Writer.Complete(broken);
    }

    private void Start()
    {
        if (_hasStarted)
            return;
        _hasStarted = true;
        var content = new StreamContent(new ReplyStream(_answer.Reader, _departure));
        var response = new HttpResponseMessage((HttpStatusCode)_head.Status) { RequestMessage = _request, Version = _request.Version, Content = content };
        _head.PutOn(response);
        _response?.SetResult(response);
    }
}
