Console.Error.WriteLine("edgeflow-lab: not assembled yet.");
return 70;
