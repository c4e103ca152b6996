using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Basisd.Engine;
using Basisd.Node;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineCClientTests
{
    private const string Source = """
        #include "basis_engine.h"
        #include <stdio.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <unistd.h>

        int main(int argc, char **argv)
        {
            struct sockaddr_un address = { .sun_family = AF_UNIX };
            struct basis_engine_hello hello;
            struct basis_engine_record record, reply;
            int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
            if (argc != 3 || fd < 0)
                return 10;
            strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
            if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
                return 11;
            if (basis_engine_make_hello(&hello, "c-client", BASIS_ENGINE_WANTS_COMMANDS) != 0)
                return 12;
            if (send(fd, &hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello)
                return 13;
            if (recv(fd, &reply, sizeof reply, 0) != sizeof reply || reply.kind != BASIS_ENGINE_HELLO_REPLY)
                return 14;
            printf("version %u core %lld session %lld\n", reply.index, (long long)reply.v0, (long long)reply.v2);
            basis_engine_make_observation(&record, BASIS_ENGINE_PRICE, 0, 1, reply.v0);
            record.v0 = 4200000000000;
            if (send(fd, &record, sizeof record, MSG_NOSIGNAL) != sizeof record)
                return 15;
            memset(&record, 0, sizeof record);
            record.kind = BASIS_ENGINE_PING;
            record.v0 = 5;
            if (send(fd, &record, sizeof record, MSG_NOSIGNAL) != sizeof record)
                return 16;
            if (recv(fd, &reply, sizeof reply, 0) != sizeof reply || reply.kind != BASIS_ENGINE_PONG)
                return 17;
            printf("pong %lld judged %lld rejected %lld\n", (long long)reply.v0, (long long)reply.v1, (long long)reply.v3);
            return 0;
        }
        """;

    [Fact]
    public void A_client_in_C_says_hello_sends_a_price_and_reads_the_replies()
    {
        string compiler = Environment.GetEnvironmentVariable("CC") ?? "cc";
        Assert.SkipUnless(Exists(compiler), $"no C compiler '{compiler}' on this machine");
        using EngineHarness node = new();
        string directory = Path.GetDirectoryName(node.Path)!;
        string source = Path.Combine(directory, "client.c");
        string program = Path.Combine(directory, "client");
        File.WriteAllText(source, Source);
        (int compiled, string complaints) = Run(
            node, compiler, "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I",
            Path.Combine(Root(), "Daemon", "Engine"), "-o", program, source);
        Assert.True(compiled == 0, complaints);
        (int code, string output) = Run(node, program, node.Path, "x");
        Assert.True(code == 0, $"exit {code}: {output}");
        InboxItem price = Assert.Single(node.Of(InboxItemKind.Observation));
        Assert.Equal((ObservationKind.Price, 4_200_000_000_000L, 1UL), (price.Record.Kind, price.Record.V0, price.Record.Sequence));
        Assert.Equal($"version 1 core {EngineHarness.Now} session {price.Session}\npong 5 judged 1 rejected 0\n", output);
    }

    [Fact]
    public void The_header_names_every_number_of_the_protocol()
    {
        string[] header = File.ReadAllLines(Path.Combine(Root(), "Daemon", "Engine", "basis_engine.h"));
        Assert.Equal(Numbers<ObservationKind>(), Values(header, "enum basis_engine_observation_kind"));
        Assert.Equal(Numbers<ControlKind>(), Values(header, "enum basis_engine_control_kind"));
        Assert.Equal(Numbers<EngineCommandKind>(), Values(header, "enum basis_engine_command_kind"));
        Assert.Equal(Numbers<RejectReason>(), Values(header, "enum basis_engine_reason"));
        Assert.Equal(Numbers<IndexTable>(), Values(header, "enum basis_engine_table"));
    }

    private static int[] Numbers<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => Convert.ToInt32(v)).Where(v => v != 0).Order()];

    private static int[] Values(string[] header, string opening) =>
    [
        .. header.SkipWhile(l => !l.StartsWith(opening, StringComparison.Ordinal)).Skip(1).TakeWhile(l => l[0] != '}')
            .Select(l => l.Split('=')[1].Trim(' ', ','))
            .Select(t => t.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(t, 16) : int.Parse(t)),
    ];

    private static string Root()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "basisd.sln")))
        {
            at = at.Parent;
        }

        Assert.SkipWhen(at is null, "not run inside the source tree");
        return at!.FullName;
    }

    private static bool Exists(string program) =>
        File.Exists(program)
        || (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(p => File.Exists(Path.Combine(p, program)));

    private static (int Code, string Output) Run(EngineHarness node, string program, params string[] arguments)
    {
        using Process process = new();
        process.StartInfo.FileName = program;
        process.StartInfo.RedirectStandardOutput = true;
        process.StartInfo.RedirectStandardError = true;
        Array.ForEach(arguments, process.StartInfo.ArgumentList.Add);
        process.Start();
        node.PollUntil(() => process.HasExited);
        node.Poll();
        return (process.ExitCode, process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd());
    }
}
