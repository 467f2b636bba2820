Console.Error.WriteLine("edgeflow-controller: not assembled yet.");
return 70;
