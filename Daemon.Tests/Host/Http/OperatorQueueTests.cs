using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.Host.Http;

/// <summary>The way of operators' acts to the loop.</summary>
public sealed class OperatorQueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        OperatorQueue queue = new(() => { });
        List<Task<OperatorReply?>> waiting = [];
        for (int i = 0; i < OperatorQueue.Capacity; i++)
        {
            waiting.Add(queue.SubmitAsync(new OperatorCommand(OperatorAct.Halt, "platform", "x", 0, 1), Cancel));
        }

        Assert.Null(await queue.SubmitAsync(new OperatorCommand(OperatorAct.Halt, "platform", "x", 0, 1), Cancel));
        Assert.True(queue.TryTake(out PendingCommand? pending));
        pending!.Complete(new OperatorReply(true, "", "platform", "DMM", 1));
        Assert.Equal(1, (await waiting[0])!.Sequence);
        Assert.False(waiting[1].IsCompleted);
    }
}
