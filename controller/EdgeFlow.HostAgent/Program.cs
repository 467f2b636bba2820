Console.Error.WriteLine("edgeflow-host: not assembled yet.");
return 70;
