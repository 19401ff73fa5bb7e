"""Factors of HJ 212: written by `scripts/make_factors.py` from `factors.csv`; do not edit."""

from __future__ import annotations

COLUMNS = (
    "code",
    "code_2005",
    "name",
    "name_en",
    "medium",
    "unit",
    "unit_2005",
    "shift",
    "number",
    "emission_unit",
    "standard",
)
"""Names of the columns below, which bars divide."""

TABLE = """\
e101xx||进水口流量|inlet flow|process (sewage)|L/s||0|N6.2||1
e102xx||进水口 COD|inlet COD|process (sewage)|mg/L||0|N5.1||1
e103xx||进水口氨氮|inlet ammonia nitrogen|process (sewage)|mg/L||0|N3.2||1
e104xx||进水口总磷|inlet total phosphorus|process (sewage)|mg/L||0|N3.2||1
e105xx||进水口总氮|inlet total nitrogen|process (sewage)|mg/L||0|N5.1||1
e106xx||进水口 pH|inlet pH|process (sewage)|1||0|N2.2||1
e201xx||出水口流量|outlet flow|process (sewage)|L/s||0|N6.2||1
e202xx||出水口 COD|outlet COD|process (sewage)|mg/L||0|N5.1||1
e203xx||出水口氨氮|outlet ammonia nitrogen|process (sewage)|mg/L||0|N3.2||1
e204xx||出水口总磷|outlet total phosphorus|process (sewage)|mg/L||0|N3.2||1
e205xx||出水口 PH|outlet pH|process (sewage)|1||0|N2.2||1
e301xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e302xx||鼓风机|blower|process (sewage)|A||0|N4.2||1
e303xx||鼓风量|blower air volume|process (sewage)|mg/L||0|N7||1
e304xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e305xx||生化池溶解氧浓度|bio tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e306xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e307xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e308xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N7||1
e309xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N7||1
e310xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e311xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e312xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e313xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e314xx||生化池氧化还原电位|bio tank redox potential|process (sewage)|mV||0|N7||1
e401xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e402xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e403xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e404xx||厌氧池溶解氧浓度|anaerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e405xx||缺氧池溶解氧浓度|anoxic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e406xx||好氧池溶解氧浓度|aerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e407xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e408xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e409xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N4.2||1
e410xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N4.2||1
e411xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e412xx||搅拌器转态|stirrer state|process (sewage)|1||0|N1||1
e413xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e414xx||缺氧池氧化还原电位|anoxic tank redox potential|process (sewage)|mV||0|N7||1
e415xx||好氧池氧化还原电位|aerobic tank redox potential|process (sewage)|mV||0|N7||1
e416xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e417xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e418xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e501xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e502xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e503xx||供气量状态|air supply state|process (sewage)|1||0|N1||1
e504xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e505xx||厌氧池溶解氧浓度|anaerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e506xx||缺氧池溶解氧浓度|anoxic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e507xx||好氧池溶解氧浓度|aerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e508xx||混合液回流泵|mixed liquor return pump|process (sewage)|A||0|N4.2||1
e509xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e510xx||剩余污泥量|surplus sludge amount|process (sewage)|kg||0|N7||1
e511xx||搅拌器状态|stirrer state|process (sewage)|1||0|N1||1
e512xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e513xx||缺氧池氧化还原电位|anoxic tank redox potential|process (sewage)|mV||0|N7||1
e514xx||好氧池氧化还原电位|aerobic tank redox potential|process (sewage)|mV||0|N7||1
e515xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e516xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e517xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e601xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e602xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e603xx||SBR 池污泥浓度|SBR tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e604xx||SBR 池溶解氧浓度|SBR tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e605xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e606xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e607xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N7||1
e608xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N7||1
e609xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e610xx||搅拌器|stirrer|process (sewage)|A||0|N4.2||1
e614xx||SBR 池曝气搅拌时氧化还原电位|SBR tank redox potential while aerating and stirring|process (sewage)|mV||0|N7||1
e615xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e616xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e617xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e701xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e702xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e703xx||接触氧化池污泥浓度|contact oxidation tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e704xx||接触氧化池溶解氧浓度|contact oxidation tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e705xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e706xx||剩余污泥量|surplus sludge amount|process (sewage)|kg||0|N7||1
e707xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e708xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e709xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e710xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e711xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e801xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e802xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e803xx||污泥浓度|sludge concentration|process (sewage)|mg/L||0|N5.1||1
e804xx||溶解氧浓度|dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e805xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
g101xx||增压风机状态|booster fan state|process (flue gas)|1||0|N1||1
g102xx||增压风机电流|booster fan current|process (flue gas)|A||0|N4.2||1
g103xx||浆液循环泵状态|slurry circulation pump state|process (flue gas)|1||0|N1||1
g104xx||浆液循环泵电流|slurry circulation pump current|process (flue gas)|A||0|N4.2||1
g105xx||密封剂状态|sealant state|process (flue gas)|1||0|N1||1
g106xx||密封剂电流|sealant current|process (flue gas)|A||0|N4.2||1
g107xx||GGH 运行状态|gas-gas heater state|process (flue gas)|1||0|N1||1
g108xx||GGH 电机电流|gas-gas heater motor current|process (flue gas)|A||0|N4.2||1
g109xx||浆液泵状态|slurry pump state|process (flue gas)|1||0|N1||1
g110xx||浆液泵流量|slurry pump flow|process (flue gas)|m3/h||0|N4.3||1
g111xx||脱硫塔内浆液 pH|slurry pH in the desulfurization tower|process (flue gas)|1||0|N2.2||1
g112xx||吸收塔除雾器状态|absorber demister state|process (flue gas)|1||0|N1||1
g113xx||吸收塔除物器电流|absorber demister current|process (flue gas)|A||0|N4.2||1
g114xx||吸收塔搅拌器状态|absorber stirrer state|process (flue gas)|1||0|N1||1
g115xx||吸收塔浆液密度|absorber slurry density|process (flue gas)|kg/m3||0|N3.3||1
g116xx||旁路挡板门开度|bypass damper opening|process (flue gas)|degree (angle)||0|N4||1
g117xx||石膏排除泵状态|gypsum discharge pump state|process (flue gas)|1||0|N1||1
g118xx||石膏排除泵电流|gypsum discharge pump current|process (flue gas)|A||0|N4.2||1
g119xx||脱硫率|desulfurization rate|process (flue gas)|%||0|N3.2||1
g201xx||脱硫塔内喷水泵电流|desulfurization tower water pump current|process (flue gas)|A||0|N4.2||1
g202xx||脱硫剂输送装置|desulfurizer conveyor|process (flue gas)|A||0|N4.2||1
g203xx||称重给煤机计量信号|weighing coal feeder signal|process (flue gas)|1||0|N1||1
g204xx||炉膛床压|furnace bed pressure|process (flue gas)|Pa||0|N7||1
g205xx||炉膛床温|furnace bed temperature|process (flue gas)|degC||0|N5.1||1
g206xx||冷渣器转速|slag cooler speed|process (flue gas)|r/min||0|N6||1
g207xx||返料风机电流|return-feed fan current|process (flue gas)|A||0|N4.2||1
g208xx||引风机电流|induced draught fan current|process (flue gas)|A||0|N4.2||1
g209xx||一次风机电流|primary air fan current|process (flue gas)|A||0|N4.2||1
g210xx||二次风机电流|secondary air fan current|process (flue gas)|A||0|N4.2||1
g211xx||石灰石给料机电流|limestone feeder current|process (flue gas)|A||0|N4.2||1
g212xx||脱硫率|desulfurization rate|process (flue gas)|%||0|N3.1||1
g301xx||氨喷射系统电流|ammonia injection system current|process (flue gas)|A||0|N4.2||1
g302xx||稀释风机状态|dilution fan state|process (flue gas)|1||0|N1||1
g303xx||稀释风机电流|dilution fan current|process (flue gas)|A||0|N4.2||1
g304xx||氨泵风机状态|ammonia pump fan state|process (flue gas)|1||0|N1||1
g305xx||氨泵风机电流|ammonia pump fan current|process (flue gas)|A||0|N4.2||1
g306xx||旁路挡板状态|bypass damper state|process (flue gas)|1||0|N1||1
g307xx||旁路挡板开度|bypass damper opening|process (flue gas)|degree (angle)||0|N4||1
g308xx||旁路挡板左右压差|bypass damper differential pressure|process (flue gas)|kPa||0|N5.3||1
g119xx||入口二氧化硫 SO2|inlet SO2|process (flue gas)|mg/m3||0|N3.3||1
g120xx||入口氮氧化物 NOx|inlet NOx|process (flue gas)|mg/m3||0|N3.3||1
g121xx||入口含氧量 O2|inlet O2|process (flue gas)|%||0|N3.1||1
g122xx||入口流量|inlet flow|process (flue gas)|m3/h||0|N4.3||1
g123xx||入口温度|inlet temperature|process (flue gas)|degC||0|N3.1||1
g124xx||入口烟尘|inlet dust|process (flue gas)|mg/m3||0|N3.3||1
g125xx||入口压力|inlet pressure|process (flue gas)|kPa||0|N5.3||1
g126xx||入口湿度|inlet moisture|process (flue gas)|%||0|N3.1||1
g127xx||出口二氧化硫 SO2|outlet SO2|process (flue gas)|mg/m3||0|N3.3||1
g128xx||出口氮氧化物 NOx|outlet NOx|process (flue gas)|mg/m3||0|N3.3||1
g129xx||出口含氧量 O2|outlet O2|process (flue gas)|%||0|N3.1||1
g130xx||出口流量|outlet flow|process (flue gas)|m3/h||0|N4.3||1
g131xx||出口温度|outlet temperature|process (flue gas)|degC||0|N3.1||1
g132xx||出口烟尘|outlet dust|process (flue gas)|mg/m3||0|N3.3||1
g133xx||出口压力|outlet pressure|process (flue gas)|kPa||0|N5.3||1
g134xx||出口湿度|outlet moisture|process (flue gas)|%||0|N3.1||1
i11001||运行日志|analyser run log|field information|||0|||1
i12001||工作状态|analyser state|field information|1||0|||1
i12002||分析仪与数采仪通讯状态|link analyser - logger|field information|1||0|||1
i12003||COD 分析仪报警状态|COD analyser alarm|field information|1||0|||1
i13001||测量量程|measuring range|field information|||0|||1
i13002||测量精度|measuring precision|field information|||0|||1
i13003||测量间隔|measuring interval|field information|min||0|||1
i13004||消解温度|digestion temperature|field information|degC||0|||1
i13005||消解时长|digestion time|field information|min||0|||1
i13006||校准时间|time of calibration|field information|YYYYMMDDhhmmss||0|||1
i13007||截距|intercept|field information|||0|||1
i13008||斜率|slope|field information|||0|||1
i13009||测量检出限|detection limit|field information|||0|||1
i21001||运行日志|logger run log|field information|||0|||1
i22001||工作状态|logger state|field information|1||0|||1
i22002||用户状态|logger user|field information|1||0|||1
i22003||数采仪与上位机通讯状态|link logger - centre|field information|1||0|||1
i22101||数采仪通道通讯状态|logger channel link|field information|1||0|||1
i23001||本地大气压力|local air pressure|field information|kPa||0|||1
i31001||门禁日志|door log|field information|||0|||1
i32001||门禁状态|door state|field information|1||0|||1
i33001||CEMS 伴热管温度|CEMS heated line temperature|field information|degC||0|||1
i33002||CEMS 冷凝温度|CEMS cooler temperature|field information|degC||0|||1
i33101||监测站房温度|station room temperature|field information|degC||0|||1
i33102||监测站房湿度|station room humidity|field information|degC||0|||1
i33103||监测站房电压|station room voltage|field information|V||0|||1
i33104||监测站房原水压力|raw water pressure|field information|kPa||0|||1
i33105||监测站房进样压力 1|sample inlet pressure 1|field information|kPa||0|||1
i33106||监测站房进样压力 2|sample inlet pressure 2|field information|kPa||0|||1
i33107||沉砂池清洗时间|grit chamber cleaning time|field information|s||0|||1
i33200||污水处理站（厂）电流量|treatment plant current|field information|A||0|||1
i33201||污水处理站（厂）累计耗电量|treatment plant energy, total|field information|kWh||0|||1
i33202||污水处理站（厂）日耗电量|treatment plant energy, day|field information|kWh||0|||1
i3331x||炉膛内上部焚烧温度|upper furnace temperature|field information|degC||0|||1
i3332x||炉膛内中部焚烧温度|middle furnace temperature|field information|degC||0|||1
i3333x||炉膛内下部焚烧温度|lower furnace temperature|field information|degC||0|||1
i3334x||炉膛内二次空气喷入点温度|temperature at secondary air inlet|field information|degC||0|||1
i33400||生产负荷|production load|field information|%||0|||1
i23005||数采仪入网编码|network code of the logger (the MN)|field information|||0|||1
i23006||CPUID|CPU id of the logger|field information|||0|||1
i23007||MAC|first MAC address|field information|||0|||1
i23008||MAC|second MAC address|field information|||0|||1
"""
