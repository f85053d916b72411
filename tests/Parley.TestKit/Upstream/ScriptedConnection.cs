using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.TestKit.Upstream;

/// <summary>One connection of a scripted upstream.</summary>
internal sealed class ScriptedConnection(Socket socket, CancellationToken stop) : IDisposable
{
    private readonly List<byte> _unread = [];
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly int _connection = ((IPEndPoint)socket.RemoteEndPoint!).Port;

    public void Dispose() => socket.Dispose();

    /// <summary>Closes without ceremony.</summary>
    public void Abandon() => socket.Close();

    /// <summary>The next request; null when the other side closed.</summary>
    public async Task<ReceivedRequest?> ReadRequestAsync()
    {
        int end;
        while ((end = IndexOfHeadEnd()) < 0)
        {
            if (!await FillAsync())
                return null;
        }
        var lines = Encoding.ASCII.GetString([.. _unread.Take(end)]).Split("\r\n");
        _unread.RemoveRange(0, end + 4);
        var headers = lines.Skip(1).Select(static line => line.Split(':', 2)).ToDictionary(static pair => pair[0].Trim().ToLowerInvariant(), static pair => pair[1].Trim());
        var length = headers.TryGetValue("content-length", out var said) ? int.Parse(said, CultureInfo.InvariantCulture) : 0;
        while (_unread.Count < length)
        {
            if (!await FillAsync())
                return null;
        }
        var body = Encoding.UTF8.GetString([.. _unread.Take(length)]);
        _unread.RemoveRange(0, length);
        var words = lines[0].Split(' ');
        return new ReceivedRequest(words[0], words[1], headers, body) { Connection = _connection };
    }

    /// <summary>Plays a script; false when the connection is over.</summary>
    public async Task<bool> PlayAsync(Script script, ReceivedRequest request)
    {
        socket.NoDelay = true;
        foreach (var step in script.Steps)
        {
            switch (step.Kind)
            {
                case ScriptStepKind.Send:
                    if (!await SendAsync(step.Bytes, request))
                        return false;
                    break;
                case ScriptStepKind.Wait:
                    await step.Signal.WaitAsync(stop);
                    break;
                case ScriptStepKind.Reset:
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                    return false;
                case ScriptStepKind.Close:
                    socket.Shutdown(SocketShutdown.Both);
                    socket.Close();
                    return false;
                case ScriptStepKind.Stall:
                    await WatchAsync(request);
                    return false;
            }
        }
        return true;
    }

    private async Task<bool> SendAsync(byte[] bytes, ReceivedRequest request)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await socket.SendAsync(bytes.AsMemory(sent), stop);
            return true;
        }
        catch (SocketException)
        {
            request.Left();
            return false;
        }
    }

    private async Task WatchAsync(ReceivedRequest request)
    {
        try
        {
            while (await socket.ReceiveAsync(_buffer, stop) > 0)
            {
            }
        }
        catch (SocketException)
        {
            request.Left();
        }
        request.Left();
    }

    private async Task<bool> FillAsync()
    {
        var count = await socket.ReceiveAsync(_buffer, stop);
        _unread.AddRange(_buffer.AsSpan(0, count));
        return count > 0;
    }

    private int IndexOfHeadEnd()
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread);
        return bytes.IndexOf("\r\n\r\n"u8);
    }
}
