using System.Net;
using System.Net.Sockets;

namespace Parley.Benchmarks.Allocations;

/// <summary>A provider that answers everything with the same bytes.</summary>
internal sealed class RawUpstream : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private volatile byte[] _answer = [];

    public RawUpstream()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void AnswerWith(byte[] answer) => _answer = answer;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        while (true)
        {
            var socket = _listener.Accept();
            socket.NoDelay = true;
            new Thread(() => Serve(new RawConnection(socket))) { IsBackground = true }.Start();
        }
    }

    private void Serve(RawConnection connection)
    {
        while (connection.Receive())
            connection.Send(_answer);
        connection.Dispose();
    }
}
