Console.Error.WriteLine("edgeflow-switch: not assembled yet.");
return 70;
