using EdgeFlow.Lab.Commands;
return ProbeRunCommand.Run(args[0], int.Parse(args[1]), args.Length > 2 ? double.Parse(args[2]) : null);
