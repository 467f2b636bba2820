using EdgeFlow.Cli;

return await CliApp.RunAsync(args, Console.Out, Console.Error, !Console.IsOutputRedirected, CancellationToken.None);
